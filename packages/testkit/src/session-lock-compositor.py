"""A small Wayland compositor that knows ext-session-lock-v1 and nothing else, for tests: real socket, real files passed, and it checks what is sent.

session-lock-compositor.py SOCKET [without-lock]
Told on standard input, one JSON object a line: {"add": [name, width, height]}, {"resize": …}, {"remove": name}, {"deny": true}, {"look": true}.
Tells on standard output what happened; the answer to "look" is {"locked": …, "outputs": {name: {…}}}.
"""

import json
import mmap
import os
import selectors
import socket
import struct
import sys

GLOBALS = {1: ("wl_compositor", 4), 2: ("wl_shm", 1), 3: ("ext_session_lock_manager_v1", 1)}


class Offence(Exception):
    pass


def text(value):
    raw = value.encode() + b"\0"
    return struct.pack("<I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


class Client:
    def __init__(self, compositor, connection):
        self.compositor, self.connection = compositor, connection
        self.bytes, self.files = b"", []
        self.objects = {1: ("wl_display", {})}
        self.registry = None

    def event(self, target, opcode, *words, raw=b""):
        body = b"".join(struct.pack("<I", word & 0xFFFFFFFF) for word in words) + raw
        try:
            self.connection.sendall(struct.pack("<II", target, (8 + len(body)) << 16 | opcode) + body)
        except OSError:
            pass

    def offer(self, name, interface, version):
        self.event(self.registry, 0, raw=struct.pack("<I", name) + text(interface) + struct.pack("<I", version))

    def new(self, number, kind, **state):
        if number != max(self.objects_ever) + 1:
            raise Offence(f"object {number} does not follow {max(self.objects_ever)}")
        self.objects_ever.add(number)
        self.objects[number] = (kind, state)
        return state

    objects_ever = None

    def read(self):
        data, files, _, _ = socket.recv_fds(self.connection, 65536, 16)
        if not data:
            return False
        self.bytes += data
        self.files += files
        while len(self.bytes) >= 8:
            target, word = struct.unpack_from("<II", self.bytes)
            size = word >> 16
            if len(self.bytes) < size:
                break
            body, self.bytes = self.bytes[8:size], self.bytes[size:]
            kind, state = self.objects.get(target, (None, None))
            if kind is None:
                raise Offence(f"request {word & 0xFFFF} of an unknown object {target}")
            self.request(target, kind, state, word & 0xFFFF, body)
        return True

    def request(self, target, kind, state, opcode, body):
        words = struct.unpack(f"<{len(body) // 4}I", body)
        handler = getattr(self, f"{kind}_{opcode}", None)
        if handler is None:
            raise Offence(f"{kind} has no request {opcode} here")
        handler(target, state, words, body)

    def destroy(self, target):
        del self.objects[target]
        self.event(1, 1, target)

    def wl_display_0(self, _target, _state, words, _body):
        self.new(words[0], "wl_callback")
        self.event(words[0], 0, 0)
        self.destroy(words[0])

    def wl_display_1(self, _target, _state, words, _body):
        self.new(words[0], "wl_registry")
        self.registry = words[0]
        for name, (interface, version) in self.compositor.globals().items():
            self.offer(name, interface, version)

    def wl_registry_0(self, _target, _state, words, body):
        length = words[1]
        interface = body[8 : 8 + length - 1].decode()
        version, number = words[2 + (length + 3) // 4 :]
        offered = self.compositor.globals().get(words[0])
        if offered is None or offered[0] != interface or not 1 <= version <= offered[1]:
            raise Offence(f"bound {interface} {version} as global {words[0]}")
        self.new(number, interface, name=words[0])

    def wl_compositor_0(self, _target, _state, words, _body):
        self.new(words[0], "wl_surface", buffer=None, role=None)

    def wl_shm_0(self, _target, _state, words, _body):
        if not self.files:
            raise Offence("a pool without a file")
        file = self.files.pop(0)
        if os.fstat(file).st_size < words[1]:
            raise Offence("a pool larger than its file")
        self.new(words[0], "wl_shm_pool", memory=mmap.mmap(file, words[1], prot=mmap.PROT_READ), size=words[1])
        os.close(file)

    def wl_shm_pool_0(self, _target, state, words, _body):
        number, offset, width, height, stride, pixel_format = words
        if pixel_format not in (0, 1) or stride < width * 4 or offset + stride * height > state["size"]:
            raise Offence("a buffer beyond its pool")
        self.new(number, "wl_buffer", memory=state["memory"], width=width, height=height, stride=stride, offset=offset)

    def wl_shm_pool_1(self, target, _state, _words, _body):
        self.destroy(target)

    def wl_buffer_0(self, target, _state, _words, _body):
        self.destroy(target)

    def wl_surface_0(self, target, _state, _words, _body):
        self.destroy(target)

    def wl_surface_1(self, _target, state, words, _body):
        state["buffer"] = words[0]

    def wl_surface_2(self, _target, _state, _words, _body):
        pass

    def wl_surface_6(self, _target, state, _words, _body):
        role = state["role"]
        if role is None:
            return
        if role["acked"] is None:
            raise Offence("committed before the first configure was acknowledged")
        buffer = self.objects[state["buffer"]][1]
        if (buffer["width"], buffer["height"]) != role["acked"]:
            raise Offence(f"committed {buffer['width']}x{buffer['height']} for {role['acked']}")
        start = buffer["offset"]
        role["pixels"] = buffer["memory"][start : start + buffer["stride"] * buffer["height"]]
        role["shown"] = role["acked"]
        self.event(state["buffer"], 0)
        self.compositor.look_whether_locked()

    def ext_session_lock_manager_v1_1(self, _target, _state, words, _body):
        self.new(words[0], "ext_session_lock_v1", denied=False)
        if self.compositor.deny or self.compositor.lock is not None:
            self.compositor.deny = False
            self.event(words[0], 1)
            return
        self.compositor.lock = (self, words[0])
        # One that takes over a session that is locked has it at once.
        if self.compositor.locked:
            self.event(words[0], 0)
        self.compositor.look_whether_locked()

    def ext_session_lock_v1_0(self, target, _state, _words, _body):
        if self.compositor.locked and self.compositor.lock == (self, target):
            raise Offence("destroyed the lock without unlocking")
        self.destroy(target)

    def ext_session_lock_v1_1(self, _target, _state, words, _body):
        number, surface, output = words
        name = self.objects[output][1]["name"]
        role = {"output": name, "serials": {}, "acked": None, "pixels": None, "shown": None}
        self.new(number, "ext_session_lock_surface_v1", role=role)
        self.objects[surface][1]["role"] = role
        self.compositor.roles[name] = (self, number, role)
        self.compositor.configure(name)

    def ext_session_lock_v1_2(self, target, _state, _words, _body):
        if not self.compositor.locked:
            raise Offence("unlocked what is not locked")
        self.compositor.open()
        self.destroy(target)

    def ext_session_lock_surface_v1_0(self, target, state, _words, _body):
        self.compositor.roles.pop(state["role"]["output"], None)
        self.destroy(target)

    def ext_session_lock_surface_v1_1(self, _target, state, words, _body):
        if words[0] not in state["role"]["serials"]:
            raise Offence("acknowledged what was never sent")
        state["role"]["acked"] = state["role"]["serials"][words[0]]


class Compositor:
    def __init__(self, knows_lock):
        self.knows_lock = knows_lock
        self.outputs, self.names, self.clients = {}, {}, {}
        self.next_name, self.serial = 10, 0
        self.lock, self.locked, self.deny, self.roles = None, False, False, {}

    def globals(self):
        offered = {name: each for name, each in GLOBALS.items() if self.knows_lock or name != 3}
        return offered | {name: ("wl_output", 3) for name in self.outputs}

    def configure(self, name):
        client, number, role = self.roles[name]
        self.serial += 1
        role["serials"][self.serial] = self.outputs[name]
        client.event(number, 0, self.serial, *self.outputs[name])

    def look_whether_locked(self):
        drawn = all(name in self.roles and self.roles[name][2]["shown"] for name in self.outputs)
        if self.lock is not None and not self.locked and drawn:
            self.locked = True
            self.lock[0].event(self.lock[1], 0)
            say(event="locked")

    def open(self):
        self.lock, self.locked = None, False
        self.roles = {}
        say(event="unlocked")

    def gone(self, client, why):
        del self.clients[client.connection]
        client.connection.close()
        # Whoever held the lock is gone: the session stays locked, and somebody else may take it.
        if self.lock is not None and self.lock[0] is client:
            self.lock = None
            self.roles = {}
        say(event="gone", why=why)

    def told(self, order):
        if "add" in order:
            label, width, height = order["add"]
            name, self.next_name = self.next_name, self.next_name + 1
            self.names[label], self.outputs[name] = name, (width, height)
            for client in self.clients.values():
                if client.registry is not None:
                    client.offer(name, "wl_output", 3)
        if "resize" in order:
            label, width, height = order["resize"]
            self.outputs[self.names[label]] = (width, height)
            if self.names[label] in self.roles:
                self.configure(self.names[label])
        if "remove" in order:
            name = self.names.pop(order["remove"])
            del self.outputs[name]
            for client in self.clients.values():
                client.event(client.registry, 1, name)
        if "deny" in order:
            self.deny = True
        if "look" in order:
            say(locked=self.locked, outputs={label: self.seen(name) for label, name in self.names.items()})

    def seen(self, name):
        role = self.roles.get(name, (None, None, None))[2]
        if role is None or role["pixels"] is None:
            return None
        pixels = memoryview(role["pixels"]).cast("I")
        white = sum(1 for pixel in pixels if pixel & 0xFFFFFF == 0xFFFFFF)
        return {"size": list(role["shown"]), "corner": f"#{pixels[0] & 0xFFFFFF:06x}", "white": white}


def say(**what):
    print(json.dumps(what), flush=True)


def main(path, *options):
    compositor = Compositor("without-lock" not in options)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    orders = b""
    say(event="ready")
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                connection, _ = listener.accept()
                client = Client(compositor, connection)
                client.objects_ever = {1}
                compositor.clients[connection] = client
                selector.register(connection, selectors.EVENT_READ)
            elif key.fileobj is sys.stdin:
                told = os.read(sys.stdin.fileno(), 65536)
                if not told:
                    return
                *lines, orders = (orders + told).split(b"\n")
                for line in lines:
                    compositor.told(json.loads(line))
            else:
                client = compositor.clients[key.fileobj]
                why = None
                try:
                    why = None if client.read() else ""
                except OSError:
                    why = ""
                except (Offence, KeyError) as offence:
                    why = repr(offence)
                if why is not None:
                    selector.unregister(key.fileobj)
                    compositor.gone(client, why)


main(*sys.argv[1:])
