const user = { id: 17, name: "Ada" };
console.log("listening on", 8080);
console.info("user logged in", user);
console.warn(`slow: ${1200} ms`);
console.error("upstream failed", new Error("reset"));
console.debug("never seen unless you delete it later");
