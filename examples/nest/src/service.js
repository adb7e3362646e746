import "reflect-metadata";
import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Logger as NestLogger,
  NotFoundException,
  Param,
} from "@nestjs/common";
import { info } from "fastlog";
import { addFields } from "fastlog/http";

const USERS = new Map([
  ["1", { name: "Ada", token: "a-secret" }],
  ["2", { name: "Grace", token: "another-secret" }],
]);

/** Its records have the target `app::Users`, the name of the class behind `app`. */
class Users {
  log = new NestLogger(Users.name);

  /** @param {string} id */
  find(id) {
    const user = USERS.get(id);
    if (user === undefined) this.log.warn("no such user", { id });
    else this.log.log("found {name}", { id, name: user.name });
    return user;
  }

  ask() {
    try {
      throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
    } catch (error) {
      this.log.error("cannot ask for the user", error);
      throw error;
    }
  }
}

class UsersController {
  /** @param {Users} users */
  constructor(users) {
    this.users = users;
  }

  broken() {
    return this.users.ask();
  }

  /** @param {string} id */
  one(id) {
    // The function of fastlog works beside Nest's logger. Its target is this module's.
    info("asked for {}", id);
    const user = this.users.find(id);
    if (user === undefined) throw new NotFoundException();
    // A field of the record of the request.
    addFields({ user: { id } });
    return { id, name: user.name };
  }
}

export class AppModule {}

// Decorators, called as functions: Node.js does not have them yet.
Injectable()(Users);
Inject(Users)(UsersController, undefined, 0);
Controller("users")(UsersController);
Param("id")(UsersController.prototype, "one", 0);
for (const [method, path] of /** @type {const} */ ([
  ["broken", "broken"],
  ["one", ":id"],
])) {
  const descriptor = Object.getOwnPropertyDescriptor(UsersController.prototype, method);
  Get(path)(UsersController.prototype, method, /** @type {PropertyDescriptor} */ (descriptor));
}
Module({ controllers: [UsersController], providers: [Users] })(AppModule);
