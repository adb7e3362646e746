// The way of a record, as few functions: see fuse.js. Three fields as JSON take 149 ns instead of 190 by this.
//
//   Recorder.message   a message, from the chunk's room to the record's end
//   Recorder.call      the same of what has arguments, up to those
//   Fields.merge       fields: V8 puts the encoder's part into it, which is another one in each format

/** @type {import("./fuse.js").Plan} */
export const PLAN = {
  "RecordWriter.finish": { store: "store", "this.count": "RecordWriter.count" },
  "RecordWriter.commit": { "this.count": "RecordWriter.count" },
  "RecordWriter.words": { store: "store" },
  "RecordWriter.piece": { store: "store" },
  "RecordWriter.begin": { "this.batch.open": "Batch.open" },
  "Run.write": { "out.words": "RecordWriter.words", "this.patchNanos": "Run.patchNanos" },
  "Templates.of": { "this.kept.get": "Kept.get" },
  "Fields.begin": { "this.keys.begin": "Keys.begin" },
  "Fields.merge": { "keys.take": "Keys.take" },
  "Fields.finish": { "out.finish": "RecordWriter.finish" },
  "Recorder.head": { "clock.read": "Clock.read", "run.write": "Run.write" },
  "Recorder.end": { "out.finish": "RecordWriter.finish" },
  "Recorder.leave": { "this.batch.idle": "Batch.idle" },
  "Recorder.message": {
    "out.begin": "RecordWriter.begin",
    "this.head": "Recorder.head",
    "this.messages.get": "Kept.get",
    "out.finish": "RecordWriter.finish",
  },
  "Recorder.call": {
    "out.begin": "RecordWriter.begin",
    "this.templates.of": "Templates.of",
    "this.head": "Recorder.head",
    "this.fields.begin": "Fields.begin",
    "out.piece": "RecordWriter.piece",
    "this.fields.finish": "Fields.finish",
    "this.end": "Recorder.end",
    "this.leave": "Recorder.leave",
  },
  "Recorder.event": {
    "out.begin": "RecordWriter.begin",
    "this.head": "Recorder.head",
    "this.fields.finish": "Fields.finish",
    "this.end": "Recorder.end",
    "this.leave": "Recorder.leave",
  },
};
