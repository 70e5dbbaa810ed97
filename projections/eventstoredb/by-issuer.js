// Runs inside EventStoreDB: links each event that is about an issuer into `by-issuer-<id>`.
//
// Optional; the ledger never reads what it makes. See README.md here for how to install it, for the
// equivalent without it, and for why no position is ever computed on the server.
//
// The output streams must not begin with `issuer-`: those are the ledger's own, with facts about an
// issuer, and a foreign link among them would make the ledger refuse them as not whole.
options({ reorderEvents: false });

fromAll().when({
  $any: (_state, event) => {
    if (!event.isJson || event.eventType.startsWith('$')) return;
    if (event.streamId.startsWith('insider-')) {
      const issuerId = event.data?.issuerId;
      if (typeof issuerId === 'string') linkTo(`by-issuer-${issuerId}`, event);
    } else if (event.streamId.startsWith('issuer-')) {
      linkTo(`by-${event.streamId}`, event);
    }
  },
});
