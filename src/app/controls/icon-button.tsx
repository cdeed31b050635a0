// A button that is an icon: its name is read aloud, and shown as a tip.
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './controls.module.css';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'title'> {
  readonly label: string;
  readonly children: ReactNode;
}

export function IconButton({ label, children, className, ...rest }: Props) {
  return (
    <button type="button" className={className ?? styles.iconButton} aria-label={label} data-tip={label} {...rest}>
      {children}
    </button>
  );
}
