import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { paths } from '../../frame/index.ts';
import { tw } from '../../texts/welcome.ts';
import { ChipRow, FilterChip } from '../../ui/index.ts';
import { FromFiles } from './from-files.tsx';
import { FromFolder } from './from-folder.tsx';
import { Step } from './step.tsx';

const WAYS = ['files', 'folder', 'form'] as const;

/** Applications from files, from a Git folder, or from the form. */
export function Bring({ number }: { number: number }) {
  const [way, setWay] = useState<(typeof WAYS)[number]>('files');
  const [, navigate] = useLocation();
  return (
    <Step number={number} title={tw('bring.title')}>
      <ChipRow role="group" aria-label={tw('bring.ways')}>
        {WAYS.map((one) => (
          <FilterChip key={one} label={tw(`bring.${one}`)} pressed={way === one} onToggle={() => setWay(one)} />
        ))}
      </ChipRow>
      {way === 'files' ? (
        <FromFiles />
      ) : way === 'folder' ? (
        <FromFolder />
      ) : (
        <>
          <p className="muted">{tw('bring.formMore')}</p>
          <div>
            <Button variant="contained" color="primary" onClick={() => navigate(paths.newApp())}>
              {tw('bring.formOpen')}
            </Button>
          </div>
        </>
      )}
    </Step>
  );
}
