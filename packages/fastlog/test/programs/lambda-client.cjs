// Preloaded with `--require`: a stand-in for the compiled client of aws-lambda-ric, which asks the Runtime API for events
// and posts responses. As in the original, an event is waited for beside the event loop, and a response blocks it until
// the API has answered.
const { execFileSync } = require("node:child_process");
const { get } = require("node:http");
const Module = require("node:module");
const { text } = require("node:stream/consumers");

const API = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

const client = {
  initializeClient() {},
  next: () =>
    new Promise((resolve, reject) => {
      get(`${API}/next`, async (response) => {
        resolve({ bodyJson: await text(response), headers: response.headers });
      }).on("error", reject);
    }),
  done: (id, body) => post(`${API}/${id}/response`, body),
  error: (id, body) => post(`${API}/${id}/error`, body),
};

function post(url, input) {
  execFileSync("curl", ["--silent", "--fail", "--data-binary", "@-", url], { input });
}

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "./rapid-client.node" ? client : load.call(this, request, ...rest);
};
