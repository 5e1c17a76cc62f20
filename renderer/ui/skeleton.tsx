import { keyframes, styled } from '@mui/material/styles';

const breathe = keyframes({ '50%': { opacity: 0.45 } });

const Bars = styled('div')({
  display: 'grid',
  gap: 8,
  padding: '8px 0',
  '& i': {
    height: 16,
    borderRadius: 4,
    background: 'var(--border)',
    animation: `${breathe} 1.6s ease-in-out infinite`,
    animationDelay: '.1s',
  },
});

/** The shape of what is being loaded. */
export function Skeleton({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <Bars role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <i key={index} style={{ width: `${92 - ((index * 17) % 40)}%` }} />
      ))}
    </Bars>
  );
}
