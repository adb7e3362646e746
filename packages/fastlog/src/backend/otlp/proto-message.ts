import { Buffer } from "node:buffer";

// Messages of protobuf that are made or read as a whole, for the parts of a request beside its records, and for answers.

const LENGTH_DELIMITED = 2;
const VARINT = 0;

/** A varint. */
export function varintBytes(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** The tag and length before a field's content of `length` bytes. */
export function fieldHead(field: number, length: number): Buffer {
  return Buffer.concat([varintBytes((field << 3) | LENGTH_DELIMITED), varintBytes(length)]);
}

/** A field with bytes, a text or a message. */
export function bytesField(field: number, content: string | Uint8Array): Buffer {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([fieldHead(field, bytes.length), bytes]);
}

/** A field with a whole number. */
export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varintBytes((field << 3) | VARINT), varintBytes(value)]);
}

/** A field of a message as it was read. */
export interface ReadField {
  readonly field: number;
  /** A varint or a fixed number of 64 or 32 bits. */
  readonly number: bigint;
  /** The content of a field with a length; else its bytes. */
  readonly bytes: Buffer;
}

/** Reads the fields of a message. Throws a `RangeError` if it is not whole. */
export function readFields(message: Buffer): ReadField[] {
  const fields: ReadField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > message.length) throw new RangeError("the message is not whole");
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const field = tag >>> 3;
    const start = at;
    switch (tag & 7) {
      case VARINT: {
        const number = varint();
        fields.push({ field, number, bytes: message.subarray(start, at) });
        break;
      }
      case 1: {
        const bytes = take(8);
        fields.push({ field, number: bytes.readBigUInt64LE(), bytes });
        break;
      }
      case LENGTH_DELIMITED:
        fields.push({ field, number: 0n, bytes: take(Number(varint())) });
        break;
      case 5: {
        const bytes = take(4);
        fields.push({ field, number: BigInt(bytes.readUInt32LE()), bytes });
        break;
      }
      default:
        throw new RangeError(`unknown wire type ${tag & 7}`);
    }
  }
  return fields;
}
