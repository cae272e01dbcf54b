/**
 * One `--resource`: NAME=AMOUNT, and behind it what else is to hold of it: `,reserved=AMOUNT` for the host, `,ratio=1.5` times
 * as much given away, and what one claim may take at a time: `,min=AMOUNT`, `,max=AMOUNT`, `,step=AMOUNT`. Without "=AMOUNT"
 * the rest goes for what was found.
 */
import {
  BerthError,
  type InventoryAmount,
  isStandardResource,
  parseQuantity,
  wrongPieceRule,
} from '@berth/core';

type Found = Readonly<Record<string, InventoryAmount>>;
type Rules = Partial<Omit<InventoryAmount, 'total'>>;

const FORM = /^([a-z][A-Za-z0-9.-]{0,62})(?:=([^,]+))?((?:,[a-z]+=[^,]+)*)$/;
const WRITE = 'write NAME=AMOUNT, e.g. memory=2Gi';
const RULE_KEYS = 'reserved, ratio, min, max or step';
const RATIO_MAX = 1000;

/** The amount that `text` makes of what is known so far. Throws one line that says what to write. */
export function applyResourceOption(
  text: string,
  found: Found,
): { readonly name: string; readonly amount: InventoryAmount } {
  const refuse = (why: string): never => {
    throw new BerthError('invalid_request', `--resource "${text}": ${why}`);
  };
  const [, name = '', written, rest = ''] = FORM.exec(text) ?? refuse(WRITE);
  const read = (value: string) => amountOf(name, value, refuse);
  const rules = rulesOf(rest, read, refuse);
  const known = Object.hasOwn(found, name) ? found[name] : undefined;
  if (written === undefined && (!known || rest === '')) refuse(WRITE);
  const before = written === undefined ? known : { total: read(written), reserved: 0, allocationRatio: 1 };
  const amount = { ...(before as InventoryAmount), ...rules };
  if (amount.reserved > amount.total)
    refuse(`reserved ${amount.reserved} is more than the total ${amount.total}`);
  const wrong = wrongPieceRule(amount);
  if (wrong) refuse(wrong);
  return { name, amount };
}

type Refuse = (why: string) => never;

function rulesOf(rest: string, read: (value: string) => number, refuse: Refuse): Rules {
  const rules: { -readonly [K in keyof Rules]: Rules[K] } = {};
  for (const part of rest.split(',').slice(1)) {
    const [key = '', value = ''] = part.split('=', 2);
    switch (key) {
      case 'reserved':
        rules.reserved = read(value);
        break;
      case 'ratio':
        rules.allocationRatio = ratioOf(value, refuse);
        break;
      case 'min':
      case 'max':
      case 'step':
        rules[key] = read(value);
        if (rules[key] === 0) refuse(`${key} must be more than 0`);
        break;
      default:
        refuse(`"${key}" is not known; write ${RULE_KEYS}`);
    }
  }
  return rules;
}

function amountOf(name: string, written: string, refuse: Refuse): number {
  const amount = parseQuantity(name, written);
  if (typeof amount === 'number') return amount;
  return refuse(`${isStandardResource(name) ? name : `custom resource ${name}`} ${amount.error}`);
}

function ratioOf(written: string, refuse: Refuse): number {
  const ratio = /^\d{1,4}(\.\d{1,3})?$/.test(written) ? Number(written) : 0;
  if (ratio > 0 && ratio <= RATIO_MAX) return ratio;
  return refuse(`ratio "${written}" is not a number such as 1.5, at most ${RATIO_MAX}`);
}
