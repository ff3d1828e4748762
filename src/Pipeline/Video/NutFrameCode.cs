namespace Steerlens.Pipeline.Video;

/// <summary>What one of the 256 frame codes stands for.</summary>
internal readonly record struct NutFrameCode(int Flags, int Stream, long SizeMultiplier, long SizeLsb, long PtsDelta, long Reserved, int HeaderIndex)
{
    /// <summary>Reads the run-length coded table of the main header; a run keeps the fields that it leaves out.</summary>
    internal static NutFrameCode[] ReadTable(ref NutPacket read)
    {
        var codes = new NutFrameCode[256];
        var (delta, multiplier, stream, index) = (0L, 1L, 0L, 0L);
        for (var i = 0; i < codes.Length;)
        {
            var flags = (int)read.Number();
            var fields = read.Number();
            if (fields > 0) delta = read.Signed();
            if (fields > 1) multiplier = read.Number();
            if (fields > 2) stream = read.Number();
            var size = fields > 3 ? read.Number() : 0;
            var reserved = fields > 4 ? read.Number() : 0;
            var count = fields > 5 ? read.Number() : multiplier - size;
            if (fields > 6) read.Signed();
            if (fields > 7) index = read.Number();
            for (var field = 8L; field < fields; field++) read.Number();
            if (count <= 0) throw new InvalidDataException("A run of frame codes is empty.");
            for (var j = 0L; j < count && i < codes.Length; i++)
            {
                codes[i] = i == NutFormat.StartCodeByte
                    ? new NutFrameCode(NutFormat.FlagInvalid, 0, 0, 0, 0, 0, 0)
                    : new NutFrameCode(flags, (int)stream, multiplier, size + j++, delta, reserved, (int)index);
            }
        }

        return codes;
    }
}
