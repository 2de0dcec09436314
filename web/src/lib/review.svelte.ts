// What a reviewer says of events: posted as corrections, shown at once.

import { post, Problem } from './api';
import { reviewer } from './theme.svelte';
import { live } from './live.svelte';
import type { Event, Review } from './types';

export interface Said {
  verdict: Review['verdict'];
  reason?: string | null;
  event_after?: Event;
}

class Reviews {
  /** The latest about each event, as said here. */
  said = $state.raw<ReadonlyMap<string, Review>>(new Map());
  message = $state('');
  failed = $state(false);

  of(event: Event, known: Review | null): Review | null {
    return this.said.get(event.id) ?? known;
  }

  async judge(event: Event, said: Said): Promise<boolean> {
    const by = reviewer() || 'reviewer';
    try {
      const answer = await post<{ correction?: Partial<Review> } | null>('/corrections', {
        event: event.id,
        article_id: event.article_id,
        verdict: said.verdict,
        event_after: said.event_after ?? null,
        reason: said.reason ?? '',
        by,
      });
      const review: Review = {
        id: answer?.correction?.id ?? '',
        event: event.id,
        verdict: said.verdict,
        event_after: said.event_after ?? null,
        reason: said.reason ?? null,
        by,
        at: answer?.correction?.at ?? '',
      };
      this.said = new Map(this.said).set(event.id, review);
      this.failed = false;
      this.message = `${{ accept: 'Accepted', edit: 'Edited', reject: 'Rejected', merge: 'Merged', add: 'Added' }[said.verdict]}: ${event.event_type.toLowerCase()}`;
      return true;
    } catch (cause) {
      this.failed = true;
      this.message = cause instanceof Problem ? [cause.title, cause.detail, cause.hint].filter(Boolean).join('. ') : String(cause);
      if (cause instanceof Problem && (cause.status === 401 || cause.status === 403)) live.locked = true;
      return false;
    }
  }
}

export const reviews = new Reviews();
