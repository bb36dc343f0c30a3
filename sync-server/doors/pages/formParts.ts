/** Fields of plain forms, and the answers to an offering's questions from them. */
import type { FastifyRequest } from 'fastify';
import type { Answers, Question } from '#core/domains/catalog/model.ts';
import { html, type Html } from './html.ts';

export type Form = URLSearchParams;

/** What is wrong, by the name of the field. */
export type Errors = Readonly<Record<string, string>>;

export const formOf = ({ body }: FastifyRequest): Form => (body instanceof URLSearchParams ? body : new URLSearchParams());

/** What went wrong, above a form. */
export const notice = (text: string): Html =>
  html`<div class="notice" role="alert">
    <div><p>${text}</p></div>
  </div>`;

export interface FieldParts {
  readonly name: string;
  readonly label: string;
  readonly error?: string | undefined;
  readonly optional?: boolean;
}

const labelOf = ({ label, optional = false }: FieldParts): string => (optional ? `${label} (optional)` : label);

/** The label, the control, and beneath it what is wrong. */
function field(parts: FieldParts, control: (state: Html) => Html): Html {
  const { name, error, optional = false } = parts;
  const state = html`${optional ? null : html` required`}${error === undefined ? null : html` aria-invalid="true" aria-describedby="${name}-error"`}`;
  return html`<div class="field">
    <label for="${name}">${labelOf(parts)}</label>
    ${control(state)} ${error === undefined ? null : html`<p class="error" id="${name}-error">${error}</p>`}
  </div>`;
}

interface InputParts extends FieldParts {
  readonly type: string;
  readonly value: string;
  readonly autocomplete?: string;
  /** which keys a phone shows */
  readonly inputMode?: 'numeric';
  readonly min?: string;
  readonly max?: string;
  readonly maxLength?: number;
}

export function inputField({
  type,
  value,
  autocomplete = 'off',
  inputMode,
  min = '',
  max = '',
  maxLength = 254,
  ...parts
}: InputParts): Html {
  const { name } = parts;
  const bounds = html`${min === '' ? null : html` min="${min}"`}${max === '' ? null : html` max="${max}"`}`;
  return field(
    parts,
    (state) =>
      html`<input
        id="${name}"
        name="${name}"
        type="${type}"
        value="${value}"
        autocomplete="${autocomplete}"
        maxlength="${maxLength}"
        ${inputMode === undefined ? null : html`inputmode="${inputMode}"`}
        ${bounds}${state}
      />`,
  );
}

interface TextareaParts extends FieldParts {
  readonly value: string;
  readonly maxLength: number;
}

export function textareaField({ value, maxLength, ...parts }: TextareaParts): Html {
  const { name } = parts;
  // The line break behind the tag is the parser's own: a text that begins with one keeps it.
  const text = `\n${value}`;
  return field(
    parts,
    (state) => html`<textarea id="${name}" name="${name}" rows="4" maxlength="${maxLength}" dir="auto" ${state}>${text}</textarea>`,
  );
}

/** Inputs that show what was filled in, or what is usual, and what of it is wrong. */
export const inputsOf =
  (form: Form, errors: Errors) =>
  (name: string, more: Omit<InputParts, 'name' | 'value' | 'error'>, standard = ''): Html =>
    inputField({ name, value: form.get(name) ?? standard, error: errors[name], ...more });

export type Choice = readonly [value: string, label: string];

export interface ChoiceGroup {
  readonly label: string;
  readonly choices: readonly Choice[];
}

interface ChoiceParts extends FieldParts {
  readonly choices: readonly Choice[];
  readonly chosen: string;
}

interface SelectParts extends ChoiceParts {
  readonly groups?: readonly ChoiceGroup[];
}

export function selectField({ choices, groups = [], chosen, ...parts }: SelectParts): Html {
  const option = ([value, label]: Choice) => html`<option value="${value}" ${value === chosen ? html`selected` : null}>${label}</option>`;
  const group = ({ label, choices: inside }: ChoiceGroup) => html`<optgroup label="${label}">${inside.map(option)}</optgroup>`;
  const { name } = parts;
  return field(
    parts,
    (state) =>
      html`<select id="${name}" name="${name}" ${state}>
        ${choices.map(option)}${groups.map(group)}
      </select>`,
  );
}

const chips = (parts: FieldParts, all: readonly Html[]): Html =>
  html`<fieldset class="chips">
    <legend class="label">${labelOf(parts)}</legend>
    ${all}
  </fieldset>`;

interface ChipParts {
  readonly name: string;
  readonly type: 'checkbox' | 'radio';
  readonly choice: Choice;
  readonly checked: boolean;
}

const chip = ({ name, type, choice: [value, text], checked }: ChipParts): Html =>
  html`<label class="chip"
    ><input type="${type}" name="${name}" value="${value}" ${checked ? html`checked` : null} /><span>${text}</span></label
  >`;

/** One of a few, all of which are seen. */
export const radioField = ({ choices, chosen, ...parts }: ChoiceParts): Html =>
  chips(
    parts,
    choices.map((choice) => chip({ name: parts.name, type: 'radio', choice, checked: choice[0] === chosen })),
  );

const selectOrNone = ({ choices, ...parts }: ChoiceParts): Html => selectField({ ...parts, choices: [['', '—'], ...choices] });

const nameOf = ({ key }: Question): string => `answer.${key}`;
const yesNo: readonly Choice[] = [
  ['yes', 'Yes'],
  ['no', 'No'],
];

interface QuestionParts {
  readonly form: Form;
  readonly errors?: Errors;
  /** how one of a few is asked for */
  readonly oneOf?: (parts: ChoiceParts) => Html;
}

export function questionFields(questions: readonly Question[], { form, errors = {}, oneOf = selectOrNone }: QuestionParts): Html[] {
  return questions.map((question) => {
    const { label, kind, required, options } = question;
    const name = nameOf(question);
    const parts = { name, label, optional: !required, error: errors[name] };
    const value = form.get(name) ?? '';
    const choices = options.map((text): Choice => [text, text]);
    if (kind === 'choices')
      return chips(
        parts,
        choices.map((choice) => chip({ name, type: 'checkbox', choice, checked: form.getAll(name).includes(choice[0]) })),
      );
    if (kind === 'yesNo') return oneOf({ ...parts, choices: yesNo, chosen: value });
    if (kind === 'choice') return oneOf({ ...parts, choices, chosen: value });
    return inputField({ ...parts, type: kind, value });
  });
}

/** What is left empty is not said. */
export function answersOf(questions: readonly Question[], form: Form): Answers {
  const answers: Answers = {};
  for (const question of questions) {
    const given = form.getAll(nameOf(question)).filter((text) => text.trim() !== '');
    const [first] = given;
    if (first === undefined) continue;
    if (question.kind === 'choices') answers[question.key] = given;
    else if (question.kind === 'number') answers[question.key] = Number(first);
    else if (question.kind === 'yesNo') answers[question.key] = first === 'yes';
    else answers[question.key] = first;
  }
  return answers;
}

/** The fields of the questions that must be answered and are not. */
export const unanswered = (questions: readonly Question[], form: Form): string[] =>
  questions
    .filter(({ required }) => required)
    .map(nameOf)
    .filter((name) => form.getAll(name).every((text) => text.trim() === ''));
