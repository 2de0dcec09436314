// Names of countries by code, asked for once.

import { get } from './api';
import { live } from './live.svelte';
import type { Country, Page } from './types';

const UNIONS: Record<string, string> = {
  IGO: 'Intergovernmental organisations', UNO: 'United Nations', EUR: 'European Union', NGO: 'Non-governmental organisations',
  ISM: 'International militants', IMG: 'International militants', MNC: 'Multinational companies',
};

const SECTORS: Record<string, string> = {
  GOV: 'government', MIL: 'military', COP: 'police', SPY: 'intelligence', LEG: 'legislature', JUD: 'courts',
  OPP: 'opposition', REB: 'rebels', UAF: 'armed group', PTY: 'party', CVL: 'civilians', CRM: 'criminals', MED: 'media',
  BUS: 'business', EDU: 'education', HLH: 'health', LAB: 'labour', REF: 'refugees', REL: 'religious', SOC: 'civil society',
  ELI: 'elites', AGR: 'agriculture', ENV: 'environment', DEV: 'development', HRI: 'human rights', MOD: 'moderates', RAD: 'radicals',
};

class Names {
  countries = $state.raw<Country[]>([]);
  #byCode = $derived(new Map(this.countries.map((country) => [country.code, country.name])));
  #asked = -1;

  async start(): Promise<void> {
    if (this.#asked === live.token) return;
    this.#asked = live.token;
    try {
      const answer = await get<Page<Country> | Country[]>('/countries');
      this.countries = Array.isArray(answer) ? answer : answer.items;
    } catch {
      // Codes stand for themselves.
    }
  }

  country(code: string): string {
    return this.#byCode.get(code) ?? UNIONS[code] ?? code;
  }

  /** `INDMIL` as "India, military"; `A+B` as "A and B". */
  of(code: string | null | undefined): string {
    if (!code) return 'unnamed';
    if (code.includes('+')) return code.split('+').map((part) => this.of(part)).join(' and ');
    const plain = this.#byCode.get(code) ?? UNIONS[code];
    if (plain) return plain;
    const country = this.#byCode.get(code.slice(0, 3)) ?? UNIONS[code.slice(0, 3)];
    const rest = code.slice(3).match(/.{3}/g);
    if (country && rest && code.length % 3 === 0) {
      return `${country}, ${rest.map((sector) => SECTORS[sector] ?? sector).join(', ')}`;
    }
    const alone = SECTORS[code];
    return alone ? `${alone} (country unknown)` : code;
  }
}

export const names = new Names();
