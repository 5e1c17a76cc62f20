import net from 'node:net';

/** A TCP connection through a SOCKS5 proxy (RFC 1928; user and password: RFC 1929). The proxy resolves the name. */
export function connectSocks5(proxy: URL, host: string, port: number, timeout: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: bare(proxy.hostname), port: Number(proxy.port || 1080) });
    const fail = (message: string) => {
      socket.destroy();
      reject(new Error(`SOCKS proxy ${proxy.host}: ${message}`));
    };
    const user = decodeURIComponent(proxy.username);
    const password = decodeURIComponent(proxy.password);
    let step: 'method' | 'login' | 'connect' = 'method';
    let received: Buffer = Buffer.alloc(0);
    const sendConnect = () => {
      step = 'connect';
      const name = Buffer.from(host);
      if (name.length > 255) return fail('the host name is too long');
      socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]));
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (step === 'method' && received.length >= 2) {
        const method = received[1];
        received = received.subarray(2);
        if (method === 0) sendConnect();
        else if (method === 2 && user !== '') {
          step = 'login';
          const name = Buffer.from(user);
          const word = Buffer.from(password);
          socket.write(Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([word.length]), word]));
        } else return fail('no way to sign in that both sides know');
      }
      if (step === 'login' && received.length >= 2) {
        if (received[1] !== 0) return fail('user or password refused');
        received = received.subarray(2);
        sendConnect();
      }
      if (step === 'connect' && received.length >= 5) {
        if (received[1] !== 0) return fail(`connection refused (reply ${received[1]})`);
        const kind = received[3];
        const length = kind === 1 ? 10 : kind === 4 ? 22 : 7 + received[4]!;
        if (received.length < length) return;
        socket.off('data', onData);
        socket.off('close', onClose);
        socket.setTimeout(0);
        if (received.length > length) socket.unshift(received.subarray(length));
        socket.pause();
        resolve(socket);
      }
    };
    const onClose = () => fail('closed the connection');
    socket.setTimeout(timeout, () => fail('no answer in time'));
    socket.once('error', (error) => fail(error.message));
    socket.once('close', onClose);
    socket.on('data', onData);
    socket.once('connect', () => socket.write(Buffer.from(user === '' ? [5, 1, 0] : [5, 2, 0, 2])));
  });
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
