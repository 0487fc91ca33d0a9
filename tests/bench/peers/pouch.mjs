// PouchDB on leveldb: one document per record, replicated from one local database to another.
import fs from "node:fs";
import path from "node:path";
import PouchDB from "pouchdb";

const [data, work] = process.argv.slice(2);
const base = fs.readFileSync(path.join(data, "base.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const edits = JSON.parse(fs.readFileSync(path.join(data, "edits.json"), "utf8"));
const told = {};

const sent = new PouchDB(path.join(work, "sent"));
const here = new PouchDB(path.join(work, "here"));

async function travels(name, since) {
  // What replication carries: the changed documents with their revisions, as _bulk_docs takes them.
  const { results, last_seq } = await sent.changes({ since, style: "all_docs" });
  const out = fs.openSync(path.join(work, name), "w");
  for (let at = 0; at < results.length; at += 1000) {
    const docs = results.slice(at, at + 1000).map((one) => ({ id: one.id, rev: one.changes[0].rev }));
    const got = await sent.bulkGet({ docs, revs: true });
    for (const one of got.results) fs.writeSync(out, JSON.stringify(one.docs[0].ok) + "\n");
  }
  fs.closeSync(out);
  told[`${name}_file`] = path.join(work, name);
  return last_seq;
}

async function merge(name) {
  const began = performance.now();
  const busy = process.cpuUsage();
  const done = await here.replicate.from(sent, { batch_size: 1000 });
  told[`${name}_s`] = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(busy);
  told[`${name}_cpu`] = (user + system) / 1e6;
  if (!done.ok) throw new Error("replication failed");
}

async function edit(db, some) {
  for (const [id, field, value] of some) {
    const doc = await db.get(id);
    await db.put({ ...doc, [field]: value });
  }
}

for (let at = 0; at < base.length; at += 1000) {
  await sent.bulkDocs(base.slice(at, at + 1000).map(({ id, ...fields }) => ({ _id: id, ...fields })));
}
const seq = await travels("full", 0);
await merge("full");
await edit(sent, edits.sent);
await edit(here, edits.here);
await travels("edits", seq);
await merge("edits");

const wrote = new Map(edits.sent.map(([id, field, value]) => [`${id} ${field}`, value]));
const mine = new Map(edits.here.map(([id, field, value]) => [`${id} ${field}`, value]));
const tally = { listed: 0, hidden: 0, lost: 0, beside: 0 };
for (const [id, field] of edits.conflicts) {
  const doc = await here.get(id, { conflicts: true });
  const loser = doc[field] === wrote.get(`${id} ${field}`) ? mine.get(`${id} ${field}`) : wrote.get(`${id} ${field}`);
  let found = false;
  for (const rev of doc._conflicts ?? []) found ||= (await here.get(id, { rev }))[field] === loser;
  tally[found ? "hidden" : "lost"] += 1;
}
for (const [id, theirs, ours] of edits.beside) {
  const doc = await here.get(id);
  tally.beside += doc[theirs] === wrote.get(`${id} ${theirs}`) && doc[ours] === mine.get(`${id} ${ours}`) ? 1 : 0;
}
await sent.close();
await here.close();
console.log(JSON.stringify({ ...told, ...tally, note: `PouchDB ${PouchDB.version}, leveldb, not fsynced, not encrypted` }));
