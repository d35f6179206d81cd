/** Told how each directory answers, so that readiness can say it. */
export interface DirectoryWatch {
  answered(directoryId: string): void;
  failed(directoryId: string): void;
}
