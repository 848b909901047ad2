import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { ApiProblem } from './api.ts';
import { AntProvider } from './app/AntProvider.tsx';
import { I18nProvider } from './app/i18n.tsx';
import { router } from './app/routes.tsx';
import './app/styles.css';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal is an answer; only a lost connection or a broken server is worth asking again.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiProblem) || error.body.status === 0 || error.body.status >= 502),
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nProvider>
      <AntProvider>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntProvider>
    </I18nProvider>
  </StrictMode>,
);
