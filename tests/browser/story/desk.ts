import type { Locator, Page } from 'playwright-core';

/** What staff do in the console, said as they would say it. */
export class Desk {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async signIn({ serverUrl, email, password }: { serverUrl: string; email: string; password: string }): Promise<void> {
    await this.page.getByLabel('Server').fill(serverUrl);
    await this.page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('link', { name: 'Today' }).waitFor();
  }

  async go(screen: 'Today' | 'Calendar' | 'Bookings' | 'Catalogue' | 'Availability' | 'Integrations' | 'Settings'): Promise<void> {
    await this.page.getByRole('link', { name: screen, exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: screen }).waitFor();
  }

  async draftOffering({ title, type, price, tax, photo, manual }: NewOffering): Promise<void> {
    const { page } = this;
    await this.go('Catalogue');
    await page
      .getByRole('button', { name: 'New offering' })
      .or(page.getByRole('link', { name: 'New offering' }))
      .first()
      .click();
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: type }).click();
    await page.getByRole('textbox', { name: 'Price' }).pressSequentially(price);
    await page.getByRole('textbox', { name: 'Tax' }).fill(tax);
    if (manual) await page.getByText('You approve each booking').click();
    if (photo !== undefined) {
      await page.locator('input[type=file]').first().setInputFiles(photo);
      await page.getByText('Cover').waitFor();
    }
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  /** Paints every day of the week from nine to five with one stroke of the mouse. */
  async paintWeek(): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Set hours' }).click();
    const grid = page.getByRole('group', { name: 'Weekly hours, painted' });
    await grid.scrollIntoViewIfNeeded();
    const { at } = await dayGrid(grid);
    await page.mouse.move(...at(0, 9.1));
    await page.mouse.down();
    await page.mouse.move(...at(6, 16.9), { steps: 10 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Save hours' }).click();
    await page.getByText('h a week · saved').waitFor();
  }

  /** Closes one whole day. `day` as the year view names it: `Monday, November 23`. */
  async closeDay(day: string, reason: string): Promise<void> {
    const { page } = this;
    await page.getByText('Days off and extras').click();
    await page.getByRole('button', { name: day, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async publish(title: string): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Edit offering' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published').first().waitFor();
  }

  /** The line to paste, as the clipboard has it. */
  async snippetFor(title: string): Promise<string> {
    const { page } = this;
    await this.integrations('Website');
    await page.getByRole('combobox', { name: 'Offering' }).click();
    await page.getByRole('option', { name: title }).click();
    await page.getByRole('button', { name: 'Copy snippet' }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  }

  private async integrations(tab: 'Website' | 'Calendars' | 'Webhooks' | 'API keys'): Promise<void> {
    await this.go('Integrations');
    await this.page.getByText(tab, { exact: true }).click();
  }

  /** @returns its secret, which is shown this once */
  async addEndpoint(url: string): Promise<string> {
    const { page } = this;
    await this.integrations('Webhooks');
    await page.getByRole('button', { name: 'New endpoint' }).first().click();
    await page.getByRole('textbox', { name: 'Address' }).fill(url);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('button', { name: 'Add endpoint' }).click();
    const secret = await page.getByLabel('signing secret', { exact: true }).innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    return secret;
  }

  async addFeed(of: string): Promise<string> {
    const { page } = this;
    await this.integrations('Calendars');
    await page.getByRole('button', { name: 'New calendar' }).first().click();
    await page.getByRole('combobox', { name: 'Bookings of' }).click();
    await page.getByRole('option', { name: of }).first().click();
    await page.getByRole('button', { name: 'Make calendar' }).click();
    return page.getByLabel(/^address of/).innerText();
  }

  async addKey(name: string): Promise<string> {
    const { page } = this;
    await this.integrations('API keys');
    await page.getByRole('button', { name: 'New key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.locator('button[type=submit]').click();
    const token = await page.getByLabel('API key', { exact: true }).innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    return token;
  }

  async addMember({ name, email, password }: { name: string; email: string; password: string }): Promise<void> {
    const { page } = this;
    await this.go('Settings');
    await page.getByRole('button', { name: 'Add member' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('textbox', { name: 'Mail' }).fill(email);
    await dialog.getByRole('textbox', { name: 'First password' }).fill(password);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** A walk-in, by keyboard where it can be. `time` as the slots are named: `10:00`. */
  async walkIn({ offering, date, time, name }: { offering: string; date: Temporal.PlainDate; time: string; name: string }): Promise<void> {
    const { page } = this;
    await page.keyboard.press('n');
    const drawer = page.getByRole('dialog', { name: 'New booking' });
    await drawer.getByRole('combobox', { name: 'Offering' }).click();
    await page.getByRole('option', { name: offering }).click();
    const month = date.toLocaleString('en-GB', { month: 'long' });
    const day = drawer.getByRole('button', { name: new RegExp(`\\b${date.day} ${month}\\b.* free`) });
    await drawer.getByRole('radiogroup').waitFor();
    while ((await day.count()) === 0) await drawer.getByRole('button', { name: 'The week after' }).click();
    await day.click();
    await drawer.getByRole('radio', { name: new RegExp(`^${time}`) }).click();
    await drawer
      .getByRole('combobox', { name: 'Customer' })
      .or(drawer.getByRole('textbox', { name: 'Customer' }))
      .fill(name);
    await drawer.getByRole('button', { name: /^Book/ }).click();
    await drawer.waitFor({ state: 'hidden' });
  }

  async approve(name: string): Promise<void> {
    await this.go('Today');
    await this.page.getByRole('button', { name: `Approve: ${name}` }).click();
  }

  async retitle(from: string, to: string): Promise<void> {
    const { page } = this;
    await this.go('Catalogue');
    await page.getByText(from, { exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: from }).waitFor();
    await page.getByRole('textbox', { name: 'Title' }).fill(to);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { level: 1, name: to }).waitFor();
  }

  async closeHours(offering: string, { day, hours, reason }: { day: string; hours: string; reason: string }): Promise<void> {
    const { page } = this;
    await this.go('Availability');
    await page.getByRole('navigation', { name: 'Whose hours' }).getByText(offering).click();
    await page.getByText('Days off and extras').click();
    await page.getByRole('button', { name: day, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'All day' }).click();
    await dialog.getByRole('textbox', { name: 'Hours' }).fill(hours);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }

  bookingRow(name: string): Locator {
    return this.page.getByRole('row', { name: new RegExp(name) });
  }
}

export interface NewOffering {
  readonly title: string;
  readonly type: string;
  readonly price: string;
  readonly tax: string;
  readonly photo?: string;
  readonly manual: boolean;
}

async function dayGrid(grid: Locator): Promise<{ at: (day: number, hour: number) => [number, number] }> {
  const box = await grid.boundingBox();
  if (box === null) throw new Error('the grid is not on the screen');
  return { at: (day, hour) => [box.x + (box.width / 7) * (day + 0.5), box.y + (box.height / 24) * hour] };
}
