/** Boxes that only one key opens, and only for what they were sealed for. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { openFor, openWith, publicKeyOf, sealFor, sealWith } from '@berth/identity';
import test from 'ava';

const value = Buffer.from('the value of it');

function pair(namedCurve: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
}

test('a box opens with its key and context, and not with another key, another context, or a bit turned', (t) => {
  const key = randomBytes(32);
  const box = sealWith(key, value, 'here', randomBytes);
  t.deepEqual(openWith(key, box, 'here'), value);
  t.throws(() => openWith(key, box, 'there'), { message: /does not open/ });
  t.throws(() => openWith(randomBytes(32), box, 'here'), { message: /does not open/ });
  for (const at of [0, 12, 28]) {
    const turned = Buffer.from(box);
    turned[at] = (turned[at] ?? 0) ^ 1;
    t.throws(() => openWith(key, turned, 'here'), { message: /does not open/ });
  }
  t.throws(() => openWith(key, Buffer.alloc(3), 'here'), { message: /does not open/ });
});

test('what is sealed for a public key opens for its owner alone', (t) => {
  const [mine, other] = [pair('prime256v1'), pair('prime256v1')];
  const sealed = sealFor(publicKeyOf(mine.spki), value, 'node a', randomBytes);
  t.false(sealed.includes(value));
  t.deepEqual(openFor(mine.privateKey, sealed, 'node a'), value);
  t.throws(() => openFor(mine.privateKey, sealed, 'node b'));
  t.throws(() => openFor(other.privateKey, sealed, 'node a'));
  t.throws(() => openFor(mine.privateKey, Buffer.alloc(1), 'node a'));
  t.throws(() => publicKeyOf(pair('secp256k1').spki), { message: /not a public key/ });
  t.throws(() => publicKeyOf(Buffer.from('nothing')), { message: /not a public key/ });
});
