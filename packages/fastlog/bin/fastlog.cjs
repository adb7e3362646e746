#!/usr/bin/env node
require("../dist/command.cjs");
