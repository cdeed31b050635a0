// Opens what finds text in the terminal that is in front.
import { Search } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { IconButton } from '../controls/icon-button.tsx';
import { useText } from '../i18n/text.ts';
import { showSearch, useTerminals } from './terminals.ts';

const SearchField = lazy(() => import('./search-field.tsx').then((module) => ({ default: module.SearchField })));

export function TerminalSearch() {
  const text = useText();
  const searching = useTerminals((state) => state.searching);
  return (
    <>
      {searching && (
        <Suspense fallback={null}>
          <SearchField />
        </Suspense>
      )}
      <IconButton label={text.terminal.search} aria-pressed={searching} onClick={() => showSearch(!searching)}>
        <Search size={15} />
      </IconButton>
    </>
  );
}
