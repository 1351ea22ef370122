/** The ontology in words that need no manual. */
export const TYPES = {
  AGREE: 'Offer or promise', CONSULT: 'Talks', SUPPORT: 'Support', CONCEDE: 'Concession', COOPERATE: 'Joint action', AID: 'Aid',
  RETREAT: 'Pull-back or release', REQUEST: 'Demand', ACCUSE: 'Accusation', REJECT: 'Refusal', THREATEN: 'Threat', PROTEST: 'Protest',
  SANCTION: 'Sanction', MOBILIZE: 'Mobilisation', COERCE: 'Arrest or coercion', ASSAULT: 'Attack',
};
const MODES = {
  'CONSULT visit': 'Visit', 'CONSULT phone': 'Telephone call', 'CONSULT multilateral': 'Multilateral talks', 'CONSULT third-party': 'Talks with a host',
  'RETREAT withdraw': 'Withdrawal', 'RETREAT release': 'Release', 'RETREAT disarm': 'Disarmament', 'RETREAT ceasefire': 'Ceasefire', 'RETREAT access': 'Access granted', 'RETREAT resign': 'Resignation',
  'REQUEST assist': 'Request for help', 'REQUEST change': 'Demand for change', 'REQUEST yield': 'Demand to yield', 'REQUEST meet': 'Request to meet',
  'ACCUSE disapprove': 'Criticism', 'ACCUSE investigate': 'Investigation', 'ACCUSE allege': 'Accusation',
  'PROTEST demo': 'Demonstration', 'PROTEST riot': 'Riot', 'PROTEST strike': 'Strike', 'PROTEST hunger': 'Hunger strike', 'PROTEST boycott': 'Boycott', 'PROTEST obstruct': 'Blockade by protesters',
  'SANCTION convict': 'Conviction', 'SANCTION expel': 'Expulsion', 'SANCTION withdraw': 'Withdrawal from an agreement', 'SANCTION discontinue': 'Cut of relations or trade',
  'MOBILIZE troops': 'Troop movement', 'MOBILIZE weapons': 'Weapons test or deployment', 'MOBILIZE police': 'Police deployment', 'MOBILIZE militia': 'Militia mobilisation',
  'COERCE seize': 'Seizure or freeze', 'COERCE restrict': 'Restriction', 'COERCE censor': 'Censorship', 'COERCE curfew': 'Curfew', 'COERCE martial-law': 'Martial law', 'COERCE arrest': 'Arrest', 'COERCE deport': 'Deportation', 'COERCE cyber': 'Cyber-attack', 'COERCE misinformation': 'Disinformation', 'COERCE withhold': 'Withholding',
  'ASSAULT abduct': 'Abduction', 'ASSAULT beat': 'Beating', 'ASSAULT torture': 'Torture', 'ASSAULT sexual': 'Sexual violence', 'ASSAULT targeted': 'Targeted killing', 'ASSAULT destroy': 'Destruction', 'ASSAULT primitive': 'Attack', 'ASSAULT firearms': 'Gunfire', 'ASSAULT explosives': 'Bombing', 'ASSAULT suicide-attack': 'Suicide attack', 'ASSAULT aerial': 'Air strike', 'ASSAULT drone': 'Drone strike', 'ASSAULT heavy-weapons': 'Shelling', 'ASSAULT crowd-control': 'Force against a crowd', 'ASSAULT unconventional': 'Chemical or other attack',
};
export const QUADS = { 1: 'Words of cooperation', 2: 'Acts of cooperation', 3: 'Words of conflict', 4: 'Acts of conflict' };
export const STATUSES = {
  occurred: ['happened', 'Stated as fact by the outlet or an undisputed source'],
  ongoing: ['under way', 'Going on when the article was published'],
  planned: ['planned', 'Announced, scheduled or promised'],
  possible: ['possible', 'Speculation, condition or hope'],
  alleged: ['alleged', 'Claimed, not confirmed'],
  denied: ['denied', 'Claimed by one side, denied by another'],
  negated: ['did not happen', 'The article says that it did not happen or failed'],
};
export const SECTORS = {
  COP: 'police', GOV: 'government', JUD: 'courts', LEG: 'parliament', MIL: 'armed forces', PRM: 'militia', PTY: 'party', REB: 'rebels', SPY: 'intelligence',
  UAF: 'armed men', AGR: 'farmers', BUS: 'business', CRM: 'criminals', CVL: 'civilians', EDU: 'education', ELI: 'former officials', JRN: 'media', LAB: 'labour',
  MED: 'health', REF: 'refugees', OPP: 'opposition', PRE: 'partially recognised', REL: 'religious', SOC: 'civil society', UNK: '',
};
const CODES = { IGO: 'International bodies', UNO: 'United Nations', EUR: 'European Union', NGO: 'Aid and rights groups', ISM: 'Social movements', IMG: 'Armed groups', MNC: 'Companies' };
export const CONTEXTS = ('military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations human_rights '
  + 'rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping health asylum migration disasters natural_resource '
  + 'environment technology terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking').split(' ');
export const TOPICS = {
  'also told in': 'Also told in', event: 'Coded as', trigger: 'By the word', rule: 'Rule', actor: 'Who', recipient: 'To whom', reciprocal: 'Mutual', when: 'When', 'date basis': 'How dated',
  published: 'Published', where: 'Where', status: 'Status', cue: 'Because of', 'according to': 'According to', 'denied by': 'Denied by', 'confirmed by': 'Confirmed by', contexts: 'Topics',
};

export const isCooperation = (quad) => quad <= 2;
export const isComing = (status) => status === 'planned' || status === 'possible';
export const isClaim = (event) => event.status === 'alleged' || event.status === 'denied' || event.contested;
export const what = (event) => (event.modes || []).map((mode) => MODES[`${event.type} ${mode}`]).find(Boolean) || TYPES[event.type] || event.type;
export const plain = (name) => String(name).replaceAll('_', ' ').replaceAll('-', ' ');

let countries = {};
export function setCountries(found) { countries = found; }
export const country = (code) => CODES[code] || countries[code] || code;
export const actorName = (code) => {
  const [head, sector] = String(code).split('.');
  const name = head === '*' ? 'Anyone' : country(head);
  return sector ? `${name}, ${SECTORS[sector] || sector}` : name;
};
/** The code of a country by its name or code, or the words themselves. */
export function codeOf(words) {
  const text = words.trim();
  if (/^([A-Z]{3}|\*)(\.[A-Z]{3})?$/.test(text)) return text;
  const low = text.toLowerCase();
  if (/^[a-z]{3}(\.[a-z]{3})?$/.test(low) && (countries[low.slice(0, 3).toUpperCase()] || CODES[low.slice(0, 3).toUpperCase()])) return text.toUpperCase();
  const found = Object.entries({ ...countries, ...CODES }).find(([, name]) => name.toLowerCase() === low);
  return found ? found[0] : text;
}
