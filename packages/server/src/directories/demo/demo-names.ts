/** Names of one language, so that first and last names fit together. */
export interface NameSet {
  readonly given: readonly string[];
  readonly family: readonly string[];
}

/** Frequent names of several languages, with their accents. */
export const NAME_SETS: readonly NameSet[] = [
  {
    given: ['Éva', 'Zsófia', 'Ágnes', 'Katalin', 'Réka', 'Péter', 'Gábor', 'László', 'Ödön', 'Bence', 'Márton', 'István'],
    family: ['Nagy', 'Kovács', 'Tóth', 'Szabó', 'Horváth', 'Varga', 'Kiss', 'Molnár', 'Németh', 'Farkas', 'Fűri', 'Szőke'],
  },
  {
    given: ['Anna', 'Jürgen', 'Käthe', 'Sebastian', 'Ulrike', 'Jörg', 'Heike', 'Matthias', 'Grit', 'Björn'],
    family: ['Müller', 'Schröder', 'Weiß', 'Köhler', 'Krüger', 'Jäger', 'Großmann', 'Schäfer', 'Vogel', 'Bäcker'],
  },
  {
    given: ['Zoé', 'François', 'Hélène', 'Benoît', 'Chloé', 'Jérôme', 'Margaux', 'Loïc', 'Maëlle', 'Théo'],
    family: ['Lefèvre', 'Garçon', 'Bernard', 'Béranger', 'Noël', 'Desprès', 'Moreau', 'Lemaître', 'Gérard', 'Fabre'],
  },
  {
    given: ['José', 'Lucía', 'Íñigo', 'Andrés', 'Sofía', 'Ramón', 'Inés', 'Álvaro', 'Belén', 'Nuria'],
    family: ['García', 'Núñez', 'Muñoz', 'Pérez', 'Ibáñez', 'Cortés', 'Romero', 'Peña', 'Vázquez', 'Soler'],
  },
  {
    given: ['Łucja', 'Stanisław', 'Małgorzata', 'Paweł', 'Wojciech', 'Agnieszka', 'Jędrzej', 'Zofia', 'Michał', 'Bożena'],
    family: ['Wałęsa', 'Kowalski', 'Wiśniewska', 'Dąbrowski', 'Zieliński', 'Woźniak', 'Jabłońska', 'Sikora', 'Wróbel', 'Gajda'],
  },
  {
    given: ['Jiří', 'Šárka', 'Ondřej', 'Kateřina', 'Vojtěch', 'Zdeněk', 'Běla', 'Lukáš', 'Tereza', 'Radek'],
    family: ['Dvořák', 'Svoboda', 'Němec', 'Černý', 'Procházka', 'Růžička', 'Beneš', 'Fiala', 'Kučera', 'Holub'],
  },
  {
    given: ['Åsa', 'Björn', 'Göran', 'Märta', 'Sören', 'Linnéa', 'Torbjørn', 'Ingrid', 'Øystein', 'Freja'],
    family: ['Ångström', 'Lindqvist', 'Sjöberg', 'Håkansson', 'Nyström', 'Østergaard', 'Bjørnsen', 'Ek', 'Holm', 'Sandvik'],
  },
  {
    given: ['Ayşe', 'Gül', 'Çağla', 'Emre', 'Oğuz', 'Şule', 'Mehmet', 'İrem', 'Umut', 'Deniz'],
    family: ['Yıldız', 'Öztürk', 'Şahin', 'Çelik', 'Doğan', 'Aydın', 'Güneş', 'Kaya', 'Koç', 'Aslan'],
  },
  {
    given: ['Grace', 'Oliver', 'Siobhan', 'Liam', 'Amelia', 'Harry', 'Niamh', 'Jack', 'Imogen', 'Owen'],
    family: ["O'Brien", 'Smith', 'Taylor', 'Jones', 'Walker', 'Hughes', 'MacDonald', 'Evans', 'Clarke', 'Wood'],
  },
];

/** Where people work. */
export const DEPARTMENTS = [
  'Accounting', 'Sales', 'Support', 'Human Resources', 'Purchasing', 'Research', 'Legal', 'Logistics', 'Marketing', 'Facilities',
] as const; // prettier-ignore
