// Calls the function twice, as Lambda does.
import { handler } from "./handler.js";

await handler({ order: 17, items: ["pen", "paper"] }, { awsRequestId: "id-1" });
await handler({ order: 18, items: [] }, { awsRequestId: "id-2" }).catch(({ message }) => {
  console.log("Lambda logs:", message);
});
