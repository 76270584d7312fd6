/** How long a question to a vendor may take: a person waits for the answer. Milliseconds; 25 seconds at the worst. */
export const PATIENCE = { attempts: 3, timeout: 5000, longestWait: 5000 };
