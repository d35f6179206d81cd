/** A dialog-info document as kamailio 5.6 sends it, with what is asked for. */
export function dialogInfoXml(dialogs: string, attributes = 'version="0" state="full" entity="sip:2001@pbx.test"'): string {
  return `<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" ${attributes}>${dialogs}</dialog-info>`;
}

/** A dialog of it, with somebody who calls. */
export function dialogXml(id: string, state: string, more = ''): string {
  return `<dialog id="${id}" call-id="call-${id}" direction="recipient"><state>${state}</state>${more}</dialog>`;
}

/** The far end of a dialog. */
export function remoteXml(uri: string, display = ''): string {
  const name = display === '' ? '' : ` display="${display}"`;
  return `<remote><identity${name}>${uri}</identity><target uri="${uri}"/></remote>`;
}

/** The near end of a dialog, with a feature of its target. */
export function localXml(param: string): string {
  return `<local><identity>sip:2001@pbx.test</identity><target uri="sip:2001@10.0.0.5"><param ${param}/></target></local>`;
}
