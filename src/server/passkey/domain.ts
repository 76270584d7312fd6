/** Whether passkeys of this RP ID can be used at this host (WebAuthn Level 3, §5.1.3): the domain itself or one under it. */
export const covers = (rpId: string, host: string): boolean => host === rpId || host.endsWith(`.${rpId}`);
