import { Audit } from './audit/Audit.tsx';
import { Budget } from './budget/Budget.tsx';
import { Freshness } from './freshness/Freshness.tsx';
import { Gaps } from './gaps/Gaps.tsx';
import { Streams } from './streams/Streams.tsx';

/** How all is collected, for who runs it. */
export const Operations = () => (
  <div class="operations">
    <Freshness />
    <Gaps />
    <Budget />
    <Streams />
    <Audit />
  </div>
);
