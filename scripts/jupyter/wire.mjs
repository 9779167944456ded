// Messages of Jupyter as the frames that ZeroMQ carries, signed: "The Wire Protocol" in Jupyter's messaging specification, version 5.3.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

const delimiter = "<IDS|MSG>";

/** A request with an identity of its own. */
export function request(type, content, session) {
  const header = { msg_id: randomUUID(), session, username: "thalweg", date: new Date().toISOString(), msg_type: type, version: "5.3" };
  return { header, parent: {}, metadata: {}, content };
}

/** The frames of a message. */
export function encode({ header, parent, metadata, content }, key) {
  const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [delimiter, signature(parts, key).toString("hex"), ...parts];
}

/** The message of frames; throws an Error where they are none or their signature is not made with the key. */
export function decode(frames, key) {
  const start = frames.findIndex((frame) => frame.toString() === delimiter);
  const parts = frames.slice(start + 2, start + 6);
  if (start === -1 || parts.length < 4) throw new Error("the kernel sent frames that are not a Jupyter message");
  const told = Buffer.from(frames[start + 1].toString(), "hex");
  const made = signature(parts, key);
  if (told.length !== made.length || !timingSafeEqual(told, made)) throw new Error("the kernel sent a message with a wrong signature");
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return { header, parent, metadata, content };
}

function signature(parts, key) {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
