using Steerlens.Models.Onnx;

namespace Steerlens.Models;

/// <summary>Changes the input contract that an ONNX file states.</summary>
public static class OnnxContract
{
    /// <summary>The bytes of a file with another contract in its metadata. The network itself stays as it is, byte for byte.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="contract">What it shall state.</param>
    /// <exception cref="NetworkFormatException">The file can't be read, or is no ONNX file.</exception>
    public static byte[] Rewrite(string path, InputContract contract)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(contract);
        try
        {
            using var stream = RegularFile.Open(path);
            var model = new byte[stream.Length];
            stream.ReadExactly(model);
            return ContractEntries.Replace(model, InputContractMetadata.Write(contract));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NetworkFormatException($"the network '{path}' can't be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
