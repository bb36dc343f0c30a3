/** Who works at Atlas and who comes there. Names as the world has them: long, short, in every script and direction. */

export const owner = { name: 'Mara Okafor', email: 'owner@atlas.example' } as const;

export const colleagues = [
  { key: 'jonas', name: 'Jonas Weber', email: 'jonas@atlas.example', role: 'ADMIN' },
  { key: 'ayla', name: 'Ayla Demir', email: 'ayla@atlas.example', role: 'STAFF' },
  { key: 'ben', name: 'Ben Fischer', email: 'ben@atlas.example', role: 'STAFF' },
] as const;

export interface Person {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly notes?: string;
}

const person = (name: string, mailbox: string | null, phone: string | null = null, notes?: string): Person => ({
  name,
  email: mailbox === null ? null : `${mailbox}@example.com`,
  phone,
  ...(notes !== undefined && { notes }),
});

export const guests: readonly Person[] = [
  person('Lena Hoffmann', 'lena.hoffmann', '+49 151 2345 6789', 'Prefers Ayla. Allergic to ammonia: use the mild tint.'),
  person('Yusuf Yıldırım', 'yusuf.yildirim', '+49 160 555 0134'),
  person('Chloé Lefèvre', 'chloe.lefevre', '+33 6 12 34 56 78'),
  person('Oluwaseun Adebayo-Williams', 'seun.adebayo', '+44 7700 900123', 'Shoots product photography, always brings two assistants.'),
  person('Nguyễn Thị Minh Khai', 'minhkhai.nguyen', '+49 176 555 0187'),
  person('Anna-Sophie von Hohenstein-Waldburg zu Lauenstein', 'as.hohenstein', '+49 30 5550 0142'),
  person('李小龍', 'xiaolong.li', '+49 152 555 0191'),
  person('محمد الفاتح العبد الله', 'mohammed.alfateh', '+49 157 555 0112'),
  person('Tomasz Wójcik', 'tomasz.wojcik', '+48 600 555 019'),
  person('Ida Sørensen', 'ida.sorensen', '+45 20 55 01 77'),
  person('נועה לוי', 'noa.levy', '+972 50 555 0164'),
  person('Дмитрий Сергеевич Кузнецов', 'd.kuznetsov', '+49 170 555 0155'),
  person('Priya Raghunathan', 'priya.raghunathan', '+49 151 555 0128', 'Comes by bicycle, needs the wide stand.'),
  person('田中 さくら', 'sakura.tanaka', '+49 159 555 0173'),
  person('Matteo Bianchi', 'matteo.bianchi', '+39 320 555 0148'),
  person('Κωνσταντίνος Παπαδόπουλος', 'k.papadopoulos', '+30 697 555 0119'),
  person('Emma Schneider', 'emma.schneider', '+49 171 555 0102'),
  person('Paul Krüger', 'paul.krueger', '+49 172 555 0103', 'Twice late by a quarter of an hour.'),
  person('Siobhán O’Callaghan', 'siobhan.ocallaghan', '+353 85 555 0121'),
  person('김민준', 'minjun.kim', '+49 163 555 0166'),
  person('María José Fernández de la Vega', 'mj.fernandez', '+34 612 555 018'),
  person('Kwame Mensah', 'kwame.mensah', '+49 174 555 0137'),
  person('Zoë van der Meulen', 'zoe.vandermeulen', '+31 6 5550 0129'),
  person('Jan Novák', 'jan.novak', '+420 601 555 014'),
  person('सुनीता शर्मा', 'sunita.sharma', '+49 155 555 0181'),
  person('Björk Þórðardóttir', 'bjork.thordar', '+354 555 0176'),
  person('Felix Braun', 'felix.braun', '+49 175 555 0105'),
  person('Hannah Vogel', 'hannah.vogel', '+49 176 555 0106'),
  person('فاطمه حسینی', 'fatemeh.hosseini', '+49 157 555 0193'),
  person('Rafael da Silva Santos', 'rafael.dasilva', '+55 11 95555 0116'),
  person('Greta Lindqvist', 'greta.lindqvist', '+46 70 555 01 34'),
  person('Bo', 'bo', '+45 31 55 01 08'),
  person('Aleksandra Kowalczyk-Nowakowska', 'aleksandra.kn', '+48 501 555 022'),
  person('Tariq Hassan', 'tariq.hassan', '+44 7700 900456'),
  person('ณัฐวุฒิ ศรีสุวรรณ', 'nattawut.s', '+49 162 555 0158'),
  person('Studio Nordlicht GmbH', 'buchung.nordlicht', '+49 30 5550 0199', 'Invoice to accounts payable, order number in the notes.'),
  person('Olga Petrenko', 'olga.petrenko', '+380 50 555 0143'),
  person('Grace Nakamura', 'grace.nakamura', '+1 415 555 0132', 'Consultations only; lives in San Francisco.'),
  person('Samuel Brandt', 'samuel.brandt', '+49 151 555 0109'),
  person('Walk-in: Herr Schuster', null, '+49 30 5550 0107'),
  person('Inès Benali', 'ines.benali', '+33 7 55 50 01 52'),
  person('Marlene Dietz', 'marlene.dietz', '+49 177 555 0110'),
];
