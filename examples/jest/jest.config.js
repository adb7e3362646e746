module.exports = { setupFiles: ["./quiet.js"] };
