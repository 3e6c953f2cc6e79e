/** Where this tab keeps the token somebody signed in with. */
export const TOKEN_KEY = 'millwright.token';
