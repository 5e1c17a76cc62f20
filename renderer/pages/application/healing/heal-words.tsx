import { th } from '../../../texts/healing.ts';
import { Age, inert } from '../../../ui/index.ts';
import { changedAt, fieldText, type Heal, managersOf } from './recent-heals.ts';

/** What was not as Git says, who had changed it, and when. */
export function HealWords({ heal }: { heal: Heal }) {
  const { was, fields, more = 0 } = heal;
  const managers = managersOf(heal);
  const changed = changedAt(heal);
  return (
    <>
      {was === 'changed' ? (
        <span className="mono">
          {fields.map((field) => inert(fieldText(field), 260)).join(' · ')}
          {more === 0 ? '' : ` +${more}`}
        </span>
      ) : (
        th(was === 'missing' ? 'heal.missing' : 'heal.extra')
      )}
      {managers.length === 0 ? null : (
        <span className="muted">
          {' · '}
          {th('heal.by', { who: managers.map((one) => inert(one, 100)).join(', ') })}
          {changed === 0 ? null : (
            <>
              {' '}
              <Age at={changed} suffix={th('heal.ago')} />
            </>
          )}
        </span>
      )}
    </>
  );
}
