// Which commands take assignments as arguments.

/** Whether `name=value` arguments of a command are assignments, which are not split. */
export const isDeclaration = (name: string | undefined): boolean => name !== undefined && ['export', 'readonly', 'local', 'declare', 'typeset', 'alias'].includes(name);
