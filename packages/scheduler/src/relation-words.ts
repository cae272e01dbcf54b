/** Why a demand about copies says no to a domain, in words. */
import type { Relation, Standing } from './relations.js';

export function detailOf(relation: Relation, standing: Standing, domain: string): string {
  const where = `${relation.by} "${domain}"`;
  const { own, others, least } = standing;
  switch (relation.kind) {
    case 'spread':
      return `${where} has ${own}, another has ${least}; maxSkew is ${relation.maxSkew}`;
    case 'distinct':
      return `${where} has ${own} of at most ${relation.limit}`;
    case 'apart': {
      const names = relation.names.map((name) => `"${name}"`).join(', ');
      const whose = others === 0 ? 'of its own' : own === 0 ? `of ${names}` : `its own or ${names}`;
      return `${where} has ${own + others} ${own + others === 1 ? 'copy' : 'copies'} ${whose}`;
    }
    case 'near':
      return `${where} has no copy of "${relation.workload}"`;
    case 'share':
      return '';
  }
}
