#!/usr/bin/env node
import { programFile } from '../../../scripts/program.mjs';

await import(programFile('berth'));
