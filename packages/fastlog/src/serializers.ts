/**
 * `fastlog/serializers`: what to log of HTTP requests and responses, and errors in pino's shape. They
 * are those of pino-std-serializers, so that a program which comes from pino logs the same fields.
 *
 * ```ts
 * import { configure, info } from "fastlog";
 * import { req, res } from "fastlog/serializers";
 *
 * configure({ serializers: { req, res }, redact: ["*.headers.authorization", "*.headers.cookie"] });
 * createServer((request, response) => {
 *   response.on("finish", () => info("request done", { req: request, res: response }));
 * });
 * ```
 *
 * Whatever else a field of that name holds is written as it is.
 *
 * @module
 */

export {
  err,
  errWithCause,
  req,
  res,
  type SerializedError,
  type SerializedRequest,
  type SerializedResponse,
  wrapErrorSerializer,
  wrapRequestSerializer,
  wrapResponseSerializer,
} from "./fields/standard-serializers.ts";
