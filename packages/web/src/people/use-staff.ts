/** Employees, tokens and roles, asked for again when something was decided. */
import { useQuery } from '@tanstack/react-query';
import { useOffice } from '../decisions/use-office.ts';

export function useStaff() {
  const office = useOffice();
  return useQuery({
    queryKey: ['staff', office.plant, office.version],
    queryFn: ({ signal }) => office.client.staff(signal),
    placeholderData: (before) => before,
    gcTime: 30_000,
  });
}
