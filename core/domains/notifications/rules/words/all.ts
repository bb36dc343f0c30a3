import type { MailLocale } from '../../model.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { nl } from './nl.ts';
import { pt } from './pt.ts';
import type { MailWords } from './shape.ts';

export const mailWords: Readonly<Record<MailLocale, MailWords>> = { en, de, fr, es, it, nl, pt };
