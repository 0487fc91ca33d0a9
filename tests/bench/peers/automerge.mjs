// automerge: one document with a map of records; its changes travel, and are appended to the receiver's file.
import fs from "node:fs";
import path from "node:path";
import * as A from "@automerge/automerge";

const [data, work] = process.argv.slice(2);
const base = fs.readFileSync(path.join(data, "base.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const edits = JSON.parse(fs.readFileSync(path.join(data, "edits.json"), "utf8"));
const told = {};
const text = (value) => new A.ImmutableString(value); // a plain value; letter by letter would be slower and larger
const plain = (value) => (value === undefined ? undefined : value.toString());

function keep(name, bytes, how) {
  const file = fs.openSync(path.join(work, name), how);
  fs.writeSync(file, bytes);
  fs.fsyncSync(file);
  fs.closeSync(file);
}

const edit = (doc, some) =>
  A.change(doc, (d) => {
    for (const [id, field, value] of some) d.records[id][field] = text(value);
  });

let sent = A.change(A.init(), (d) => {
  d.records = {};
  for (const { id, ...fields } of base) {
    d.records[id] = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value)]));
  }
});
keep("full", A.save(sent), "w");
const timed = (name, work) => {
  const [began, busy] = [performance.now(), process.cpuUsage()];
  work();
  told[`${name}_s`] = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(busy);
  told[`${name}_cpu`] = (user + system) / 1e6;
};

let here;
timed("full", () => {
  here = A.load(fs.readFileSync(path.join(work, "full")));
  keep("here", A.save(here), "w");
});
told.full_file = path.join(work, "full");

const heads = A.getHeads(sent);
sent = edit(sent, edits.sent);
here = edit(here, edits.here);
keep("edits", A.saveSince(sent, heads), "w");
A.saveIncremental(here);
timed("edits", () => {
  here = A.loadIncremental(here, fs.readFileSync(path.join(work, "edits")));
  keep("here", A.saveIncremental(here), "a");
});
told.edits_file = path.join(work, "edits");

const wrote = new Map(edits.sent.map(([id, field, value]) => [`${id} ${field}`, value]));
const mine = new Map(edits.here.map(([id, field, value]) => [`${id} ${field}`, value]));
const tally = { listed: 0, hidden: 0, lost: 0, beside: 0 };
for (const [id, field] of edits.conflicts) {
  // Only whoever asks about this very field of this very record hears of the other value.
  const values = new Set(Object.values(A.getConflicts(here.records[id], field) ?? {}).map(plain));
  const both = values.has(wrote.get(`${id} ${field}`)) && values.has(mine.get(`${id} ${field}`));
  tally[both ? "hidden" : "lost"] += 1;
}
for (const [id, theirs, ours] of edits.beside) {
  const record = here.records[id];
  const both = plain(record[theirs]) === wrote.get(`${id} ${theirs}`) && plain(record[ours]) === mine.get(`${id} ${ours}`);
  tally.beside += both ? 1 : 0;
}
console.log(JSON.stringify({ ...told, ...tally, note: "the whole document in memory, appended and fsynced, not encrypted" }));
