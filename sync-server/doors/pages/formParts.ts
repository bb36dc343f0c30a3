/** Fields of plain forms, and the answers to an offering's questions from them. */
import type { Answers, Question } from '#core/domains/catalog/model.ts';
import { html, type Html } from './html.ts';

export type Form = URLSearchParams;

export interface FieldParts {
  readonly name: string;
  readonly label: string;
  readonly error?: string | undefined;
  readonly optional?: boolean;
}

/** The label, the control, and beneath it what is wrong. */
function field({ name, label, error, optional = false }: FieldParts, control: (state: Html) => Html): Html {
  const state = html`${optional ? null : html` required`}${error === undefined ? null : html` aria-invalid="true" aria-describedby="${name}-error"`}`;
  return html`<div class="field">
    <label for="${name}">${label}${optional ? ' (optional)' : ''}</label>
    ${control(state)} ${error === undefined ? null : html`<p class="error" id="${name}-error">${error}</p>`}
  </div>`;
}

interface InputParts extends FieldParts {
  readonly type: string;
  readonly value: string;
  readonly autocomplete?: string;
  readonly min?: string;
  readonly max?: string;
}

export function inputField({ type, value, autocomplete = 'off', min = '', max = '', ...parts }: InputParts): Html {
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
        maxlength="254"
        ${bounds}${state}
      />`,
  );
}

export type Choice = readonly [value: string, label: string];

export interface ChoiceGroup {
  readonly label: string;
  readonly choices: readonly Choice[];
}

interface SelectParts extends FieldParts {
  readonly choices: readonly Choice[];
  readonly groups?: readonly ChoiceGroup[];
  readonly chosen: string;
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

const nameOf = ({ key }: Question): string => `answer.${key}`;
const yesNo: readonly Choice[] = [
  ['', '—'],
  ['yes', 'Yes'],
  ['no', 'No'],
];

export function questionFields(
  questions: readonly Question[],
  { form, errors }: { form: Form; errors: Readonly<Record<string, string>> },
): Html[] {
  return questions.map((question) => {
    const { label, kind, required, options } = question;
    const name = nameOf(question);
    const parts = { name, label, optional: !required, error: errors[name] };
    const value = form.get(name) ?? '';
    if (kind === 'choices') return boxes(question, form);
    if (kind === 'yesNo') return selectField({ ...parts, choices: yesNo, chosen: value });
    if (kind === 'choice')
      return selectField({ ...parts, choices: [['', '—'], ...options.map((text): Choice => [text, text])], chosen: value });
    return inputField({ ...parts, type: kind, value });
  });
}

function boxes(question: Question, form: Form): Html {
  const name = nameOf(question);
  const { label, required, options } = question;
  const box = (text: string) =>
    html`<label class="chip"
      ><input type="checkbox" name="${name}" value="${text}" ${form.getAll(name).includes(text) ? html`checked` : null} /><span
        >${text}</span
      ></label
    >`;
  return html`<fieldset class="chips">
    <legend class="label">${label}${required ? '' : ' (optional)'}</legend>
    ${options.map(box)}
  </fieldset>`;
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
