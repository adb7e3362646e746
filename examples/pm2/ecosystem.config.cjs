// pm2 start examples/pm2/ecosystem.config.cjs
module.exports = {
  apps: [
    {
      name: "shop",
      script: "main.js",
      cwd: __dirname,
      instances: 2,
      exec_mode: "cluster",
      // In cluster mode PM2 reads process.stdout, and not the descriptor. In fork mode, leave this out.
      env: { LOG_BACKEND: "process.stdout" },
      // All instances write one file.
      merge_logs: true,
      // Longer than the service takes to stop.
      kill_timeout: 5_000,
    },
  ],
};
