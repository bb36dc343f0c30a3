// The architecture as rules. Each comment tells whoever broke it what to do; ARCHITECTURE.md tells why.

const ranks = [
  ['tenants', 'members'],
  ['catalog', 'customers'],
  ['availability', 'pricing', 'promotions', 'payments'],
  ['bookings'],
  ['fulfilment', 'reviews', 'disputes', 'trust', 'waitlist'],
  ['notifications', 'webhooks', 'calendar', 'insights', 'storefront'],
  ['privacy'],
];
const domains = ranks.flat();
const rooms = ['model', 'tables', 'rules', 'store', 'commands', 'queries', 'events', 'reactions', 'refusals'];
const ours = '^(core|sync-server|electron|renderer|widget|build|tests)/';
const oneOf = (names) => `(${names.join('|')})`;
const npm = (names) => `(^|/)node_modules/${oneOf(names)}/`;

/** Floors from the ground up: a floor may import itself and those before it. */
const floors = [
  { floor: 'base', below: [] },
  { floor: 'data', below: ['base'] },
  { floor: 'contracts', below: ['base', 'data'] },
  { floor: 'domains', below: ['base', 'data', 'contracts'] },
];

const floorRules = floors.map(({ floor, below }) => ({
  name: `floor-${floor}`,
  comment: `core/${floor} stands on ${below.join(', ') || 'nothing'}: move what both need down, or tell the floor above by an event.`,
  severity: 'error',
  from: { path: `^core/${floor}/` },
  to: { path: '^core/', pathNot: `^core/${oneOf([floor, ...below])}/` },
}));

const rankRules = ranks.flatMap((rank, index) =>
  rank.flatMap((domain) => {
    const toTheLeft = ranks.slice(0, index).flat();
    // alone at the right end: there is nothing that it may not import
    if (toTheLeft.length === domains.length - 1) return [];
    return {
      name: `rank-${domain}`,
      comment: `${domain} may import ${toTheLeft.join(', ') || 'no other domain'}: let it hear of the others by their events (reactions), or move the fact it needs to its left.`,
      severity: 'error',
      from: { path: `^core/domains/${domain}/` },
      to: { path: '^core/domains/', pathNot: `^core/domains/${oneOf([domain, ...toTheLeft])}/` },
    };
  }),
);

const roomRules = [
  {
    name: 'known-floor',
    comment: 'Core has five floors (base, data, contracts, domains, engine): put this on the one whose words it uses.',
    severity: 'error',
    from: {},
    to: { path: '^core/', pathNot: '^core/(base|data|contracts|domains|engine)/' },
  },
  {
    name: 'known-domain',
    comment: 'A new domain needs a rank: add it to `ranks` in .dependency-cruiser.mjs, where a reader of the business would look for it.',
    severity: 'error',
    from: {},
    to: { path: '^core/domains/', pathNot: `^core/domains/${oneOf(domains)}/` },
  },
  {
    name: 'known-room',
    comment: `A domain's files are ${rooms.join(', ')}, or a folder of that name: put this where its kind lives.`,
    severity: 'error',
    from: {},
    to: { path: '^core/domains/', pathNot: `^core/domains/[a-z]+/${oneOf(rooms)}(\\.ts$|/)` },
  },
  {
    name: 'rules-take-facts',
    comment: 'Rules are pure: load in the command, hand the facts to the rule.',
    severity: 'error',
    from: { path: '^core/domains/[a-z]+/rules[./]' },
    to: { path: '^core/(data/|domains/[a-z]+/(store|tables|commands|queries|reactions)[./])', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'queries-cannot-write',
    comment: 'A query reads: what it shares with a command belongs to store or rules.',
    severity: 'error',
    from: { path: '^core/domains/[a-z]+/queries[./]' },
    to: { path: '^core/domains/[a-z]+/(commands|reactions)[./]' },
  },
];

const houseRules = [
  {
    name: 'core-stands-alone',
    comment: 'Core knows no platform and no framework: give it a port in core/base and implement that at the edge.',
    severity: 'error',
    from: { path: '^core/' },
    to: { pathNot: ['^core/', npm(['drizzle-orm', 'zod', '@noble/hashes'])] },
  },
  {
    name: 'server-imports-core',
    comment: 'Of ours the server imports core alone: what it shares with the desktop belongs to core.',
    severity: 'error',
    from: { path: '^sync-server/' },
    to: { path: ours, pathNot: '^(sync-server|core)/' },
  },
  {
    name: 'desktop-imports-core',
    comment: 'Of ours the desktop imports core alone: what it shares with the server belongs to core.',
    severity: 'error',
    from: { path: '^electron/' },
    to: { path: ours, pathNot: '^(electron|core)/' },
  },
  {
    name: 'main-and-preload-are-thin',
    comment: 'The business runs in the host process: main and preload pass messages to it.',
    severity: 'error',
    from: { path: '^electron/(main|preload)/' },
    to: { path: '^core/(engine|domains|data)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'host-runs-without-electron',
    comment: 'The host also runs under plain Node: only electron/main and electron/preload may import electron.',
    severity: 'error',
    from: { path: ours, pathNot: '^electron/(main|preload)/' },
    to: { path: ['^electron$', npm(['electron'])] },
  },
  {
    name: 'doors-see-model-and-refusals',
    comment:
      "A door hands names and arguments to the engine: of a domain it knows the model and the refusals, never a command, a query's code or a table.",
    severity: 'error',
    from: { path: '^(sync-server/doors|electron)/' },
    to: { path: '^core/domains/', pathNot: '^core/domains/[a-z]+/(model|refusals)(\\.ts$|/)' },
  },
  {
    name: 'screens-see-base',
    comment: 'Screens and widget run only core/base: everything else comes through the bridge or over HTTP.',
    severity: 'error',
    from: { path: '^(renderer|widget)/' },
    to: { path: ours, pathNot: '^(renderer|widget|core/base)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'screens-see-types-of-models',
    comment: 'Of a domain, screens and widget may import the types of its model and refusals; of contracts and the bridge, the types.',
    severity: 'error',
    from: { path: '^(renderer|widget)/' },
    to: {
      path: ours,
      pathNot: [
        '^(renderer|widget|core/base|core/contracts)/',
        '^core/engine/bridge\\.ts$',
        '^core/domains/[a-z]+/(model|refusals)(\\.ts$|/)',
      ],
    },
  },
  {
    name: 'renderer-and-widget-apart',
    comment: 'The widget weighs 25 kB and the console does not: what both need belongs to core/base.',
    severity: 'error',
    from: { path: '^(renderer|widget)/' },
    to: { path: '^(renderer|widget)/', pathNot: '^$1/' },
  },
  {
    name: 'widget-stays-light',
    comment: 'The widget has Preact and nothing else: write the few lines, or do it on the server.',
    severity: 'error',
    from: { path: '^widget/' },
    to: { path: '(^|/)node_modules/', pathNot: npm(['preact', '@preact/signals']) },
  },
  {
    name: 'nothing-ships-from-tests',
    comment: 'Tests see all, nothing sees tests: move the shared piece to what is shipped.',
    severity: 'error',
    from: { path: ours, pathNot: '^tests/' },
    to: { path: '^tests/' },
  },
  {
    name: 'no-circular',
    comment: 'Two modules that need each other are one, or a third stands below both.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'not-to-unresolvable',
    comment: 'This import leads nowhere: a missing package, a typing error, or a file not yet committed.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: [...floorRules, ...rankRules, ...roomRules, ...houseRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out|data)/' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
