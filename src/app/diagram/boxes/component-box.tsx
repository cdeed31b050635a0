// A part of the control plane, or the workstation.
import { memo } from 'react';
import { useText } from '../../i18n/text.ts';
import type { Messages } from '../../i18n/ko.ts';
import { ComponentIcon, KindIcon } from '../kind-icon.tsx';
import styles from './boxes.module.css';

function wordsOf(role: string, text: Messages): { readonly name: string; readonly note: string } {
  const { actors } = text;
  switch (role) {
    case 'workstation':
      return { name: actors.workstation, note: actors.workstationNote };
    case 'api':
      return { name: actors.apiServer, note: actors.apiServerNote };
    case 'etcd':
      return { name: actors.etcd, note: actors.etcdNote };
    case 'scheduler':
      return { name: actors.scheduler, note: actors.schedulerNote };
    default:
      return { name: actors.controllerManager, note: actors.controllerNote };
  }
}

export const ComponentBox = memo(function ComponentBox({ role }: { readonly role: string }) {
  const { name, note } = wordsOf(role, useText());
  return (
    <div className={`${styles.component} drag`} data-role={role}>
      <span className={styles.componentIcon}>
        <ComponentIcon role={role} />
      </span>
      <span className={styles.componentWords}>
        <strong>{name}</strong>
        <span>{note}</span>
      </span>
    </div>
  );
});

export const LaneBox = memo(function LaneBox({ role }: { readonly role: string }) {
  const { name, note } = wordsOf(role, useText());
  return (
    <div className={styles.lane}>
      <ComponentIcon role={role} size={15} />
      <strong>{name}</strong>
      <span>{note}</span>
    </div>
  );
});

export const NamespaceBox = memo(function NamespaceBox({ name }: { readonly name: string }) {
  return (
    <div className={styles.namespace} title={name}>
      <KindIcon kind="namespaces" size={14} />
      <strong>{name}</strong>
    </div>
  );
});

export const ActorBox = memo(function ActorBox({ actor }: { readonly actor: string }) {
  const kubelet = actor.startsWith('kubelet ');
  return (
    <div className={`${styles.actor} drag`}>
      <ComponentIcon role={kubelet ? 'workstation' : 'controller-manager'} size={15} />
      <span title={actor}>{kubelet ? actor : actor.replace(/-controller$/, '').replace(/^generic-/, '')}</span>
    </div>
  );
});
