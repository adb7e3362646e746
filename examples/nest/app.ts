import "reflect-metadata";
import { Controller, Get, Injectable, Logger, Module, Param } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { addFields, http } from "fastlog/http";
import { FastlogLogger } from "fastlog/nest";

@Injectable()
class Orders {
  private readonly log = new Logger(Orders.name); // Nest's own: its records have the target shop::Orders

  load(id: string): string[] {
    this.log.log("loading", { order: id });
    if (id === "0") throw new RangeError("no order 0");
    const items = ["pen", "paper"];
    addFields({ items: items.length }); // a field of the request's record
    return items;
  }
}

@Controller()
class OrdersController {
  constructor(private readonly orders: Orders) {}

  @Get("health")
  health() {
    return { healthy: true };
  }

  @Get("orders/:id")
  one(@Param("id") id: string) {
    return { id, items: this.orders.load(id) };
  }
}

@Module({ controllers: [OrdersController], providers: [Orders] })
class AppModule {}

// One record for each request, and the request's id in every record that is logged inside it.
http({ skip: ["/health"] });

const app = await NestFactory.create(AppModule, { logger: new FastlogLogger({ target: "shop" }) });

const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
await app.listen(Number(PORT), HOST);

// The open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => app.close());
