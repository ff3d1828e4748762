using System.Buffers.Binary;
using System.Text;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Tests.Commands;

namespace Steerlens.Pipeline.Tests.Outputs;

public sealed class NpyReaderTests : IDisposable
{
    private const string Usual = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    private readonly FileTree _files = new();

    private string Path => _files["map.npy"];

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(66, 200)]
    [InlineData(5, 22)]
    public void Read_WhatTheWriterWrote_IsTheMap(int height, int width)
    {
        var map = Enumerable.Range(0, height * width).Select(index => MathF.Sin(index) * 1e-3f).ToArray();
        NpyWriter.WriteFile(Path, map, height, width, false);

        var read = NpyReader.Read(Path);

        Assert.Equal((height, width), (read.Height, read.Width));
        Assert.Equal(map, read.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_EachVersionAndDoubles_AreTheValues(byte version)
    {
        var values = new byte[6 * sizeof(double)];
        for (var index = 0; index < 6; index++) BinaryPrimitives.WriteDoubleLittleEndian(values.AsSpan(index * 8), index - 2.5);
        Write(Usual.Replace("<f4", "<f8", StringComparison.Ordinal), values, version);

        Assert.Equal([-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f], NpyReader.Read(Path).Values);
    }

    [Theory]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }", "type '<i4'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", "type '>f4'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", "no values of one type")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "C order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1), }", "two dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", "two dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", "side of 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }", "side of 99999999999")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }", "needs")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "needs")]
    [InlineData("nonsense", "no values of one type")]
    public void Read_HeadingThatDoesNotFit_OneLineSaysWhy(string heading, string reason)
    {
        Write(heading, new byte[24], 1);
        RefusedFor(reason);
    }

    [Fact]
    public void Read_FileThatIsNone_OneLineSaysWhy()
    {
        File.WriteAllText(Path, "these are words and not a map");
        RefusedFor("no NumPy file");
        File.WriteAllBytes(Path, []);
        RefusedFor("no NumPy file");
        File.WriteAllBytes(Path, [0x93, .. "NUMPY"u8, 9, 0, 10, 0]);
        RefusedFor("version 9");
        File.WriteAllBytes(Path, [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]);
        RefusedFor("heading of 4294967295 bytes");
        File.WriteAllBytes(Path, [0x93, .. "NUMPY"u8, 1, 0, 99, 0, 32]);
        RefusedFor("ends within its heading");
        File.Delete(Path);
        RefusedFor("can't be read");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Read_ValueThatIsNoNumber_OneLineSaysWhy(float value)
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(20), value);
        Write(Usual, bytes, 1);
        RefusedFor("no finite number");
    }

    private void RefusedFor(string reason)
    {
        var failure = Assert.Throws<SteerlensException>(() => NpyReader.Read(Path));
        Assert.Equal(ExitCode.InputUnreadable, failure.ExitCode);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("map.npy", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private void Write(string heading, byte[] values, byte version)
    {
        var text = Encoding.ASCII.GetBytes(heading + "\n");
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        else BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        File.WriteAllBytes(Path, [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. values]);
    }
}
