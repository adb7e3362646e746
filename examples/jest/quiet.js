// Only captures see the records, unless LOG asks for more.
process.env.LOG ??= "off";
