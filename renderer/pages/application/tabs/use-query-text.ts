import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useQuery } from '../../../frame/index.ts';

/** A field of free text that lives in the address: what is typed, and what is searched for, which may be a moment behind. */
export function useQueryText(name: string): readonly [typed: string, wanted: string, setTyped: (text: string) => void] {
  const { get, set } = useQuery();
  const inAddress = get(name);
  const [typed, setTyped] = useState(inAddress);
  const wanted = useDeferredValue(typed);
  const written = useRef(inAddress);
  useEffect(() => {
    if (inAddress === written.current) return;
    written.current = inAddress;
    setTyped(inAddress);
  }, [inAddress]);
  useEffect(() => {
    if (wanted === written.current) return;
    written.current = wanted;
    set({ [name]: wanted });
  }, [wanted, name, set]);
  return [typed, wanted, setTyped];
}
