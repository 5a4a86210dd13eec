/** A text without control and formatting characters, which a terminal could take for commands. */
export const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
