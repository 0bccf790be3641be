module.exports = {
  vendor: {
    input: process.env.DOCUMENT,
    output: { target: "client/index.ts", client: "fetch", override: { mutator: { path: "client/fetch.ts", name: "send" } } },
  },
};
