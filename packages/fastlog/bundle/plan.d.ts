import type { Plan } from "./fuse.js";

export const PLAN: Plan;
