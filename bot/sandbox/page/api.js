// What the page asks of the server. Answers are JSON; a lost connection reads like any other refusal.
import { state } from "./state.js";

export async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  try {
    const reply = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return await reply.json();
  } catch {
    return { ok: false, error: "connection_lost" };
  }
}

export const person = (path, body = {}) => ask(`/sandbox/people/${state.me}/${path}`, body);

export const fileUrl = (id) => `/sandbox/files/${encodeURIComponent(id)}?user=${state.me}`;

export const base64 = (blob) =>
  new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1] ?? "");
    reader.readAsDataURL(blob);
  });

export const encoded = (files) =>
  Promise.all([...files].map(async (file) => ({ name: file.name, data_base64: await base64(file) })));
